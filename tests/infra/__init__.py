"""What is deployed: the package, and the templates' text for all that emulators leave out."""
