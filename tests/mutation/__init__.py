"""Small changes to right code, each of which some test must notice."""
