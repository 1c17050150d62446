"""What is deployed beside the functions, per environment, and the commands that do it; not shipped in the function."""
