"""What is heard, in words: numbers, amounts, days and lots as each language says them, pure. The sound is `kiosk.shell.voice`'s."""
