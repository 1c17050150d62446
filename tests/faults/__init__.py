"""What fails around us: AWS calls that answer with an error, never answer, or whose answer is lost on the way."""
