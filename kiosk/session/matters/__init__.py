"""What residents come for beside certificates, a file each."""
