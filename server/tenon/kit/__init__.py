"""Small, named pieces of infrastructure."""
