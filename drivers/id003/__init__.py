"""ID-003: the serial protocol of note acceptors."""
