# What looks for the next flaw for longer than a test run may take.

.PHONY: fuzz
fuzz: $(DEV_READY) ## give each parser 100,000 inputs; FUZZ=1000 sets another number
	@FUZZ=$(or $(FUZZ),100000) $(PYTEST) tests/fuzz
