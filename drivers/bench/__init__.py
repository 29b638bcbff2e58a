"""All emulated devices together, with mechanical truth that outlives the kiosk."""
