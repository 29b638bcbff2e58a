"""Keys and switches as the Linux kernel tells of them: a keypad that is a USB keyboard (HID), the switch of an earphone's socket."""
