"""The demonstration, its scripted resident, and the makers of pictures: tools, no part of the product."""
