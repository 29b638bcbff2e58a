"""Do the tests notice? Money and sessions with one thing wrong, and who finds it: the rooms' tests, or the simulator alone."""
