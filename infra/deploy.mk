# What reads the templates as they are deployed. Its tools do not go with ours, so they have an environment of their own.

CHECKS := .venv-checks
CHECKS_READY := $(CHECKS)/ready-$(TAG)
PACKAGED := $(foreach name,data ground service edge,build/prod/$(name).json)

.PHONY: check-templates
check-templates: $(DEV_READY) $(CHECKS_READY) ## cfn-lint and checkov over what would be deployed
	@$(VENV)/bin/python -m infra.package prod
	@echo '==> cfn-lint'
	@$(VENV)/bin/cfn-lint --regions eu-west-1 -- $(PACKAGED)
	@echo '==> checkov'
	@$(CHECKS)/bin/checkov --skip-download --quiet --compact --framework cloudformation $(foreach file,$(PACKAGED),-f $(file))

.PHONY: bench-cold-start
bench-cold-start: $(DEV_READY) $(MINISTACK_READY) ## CPU of a new process until its first answer, on the real package
	@$(VENV)/bin/python -m bench.cold_start

$(CHECKS_READY): infra/requirements.txt
	$(call venv,$(CHECKS),$<)
	@touch $@
