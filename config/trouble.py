"""Known trouble with what a program was given: it is told in a sentence to whoever gave it, and is no bug."""

from __future__ import annotations


class Trouble(Exception):
    """What cannot be used, and why; ``str`` of it is for people, and names the file, the setting or the word that was typed.

    A command that meets one ends by itself, with this text and its exit status for trouble; nothing was done then.
    """
