"""The kiosk on real ground: threads, clocks and sockets are here and nowhere else in `kiosk`."""
