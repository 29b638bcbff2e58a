"""The key switch inside the door of a machine: who turns it is asked who they are."""
