"""What the product costs on this machine, beside the next simplest way: `python -m bench`."""
