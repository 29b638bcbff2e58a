"""What a city's admins see of its kiosks, and what they are called for.

Heartbeats come in over the kiosks' own TLS, many are written at once, each in the place of the one before (`beats`). What an admin
sees of them is in `state`, pure; the pages are in `pages`, a program of their own on a port of their own.
"""
