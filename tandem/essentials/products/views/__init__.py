"""What we sell, seen."""
