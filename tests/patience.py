"""How long a test waits for what must happen: so long that on any computer, however busy, only what hangs is late."""

PATIENCE_S = 240.0
PATIENCE_MS = 240_000
