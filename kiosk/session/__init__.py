"""One resident at the machine: choosing, paying, issuing, and what a restart owes them."""
