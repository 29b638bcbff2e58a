"""The socket for an earphone, where the kernel knows what is in it."""
