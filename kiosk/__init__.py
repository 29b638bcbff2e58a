"""What happens at the machine. The pure rooms: core, money, session; then shell, ui and commands; demo and simulator are tools."""
