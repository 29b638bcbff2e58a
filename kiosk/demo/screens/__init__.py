"""Every screen in every language, size, colour, position and panel: drawn, held against the rules, and laid side by side."""
