"""What happens at the machine: the reactor, sessions, screens, the simulator and the command line."""
