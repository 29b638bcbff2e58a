"""What a chip card says of who holds it, and whether that may be believed. Kiosk and city judge by the same code."""
