# Packaging, deploying and going back; and what reads the templates as they are deployed, whose tools do not go with ours,
# so that they have an environment of their own.

CHECKS := .venv-checks
CHECKS_READY := $(CHECKS)/ready-$(TAG)
PACKAGED := $(foreach name,data ground service edge,build/prod/$(name).json)

# Only the emulated account needs the emulator.
EMULATOR := $(if $(filter local,$(STAGE)),$(MINISTACK_READY))

.PHONY: package
package: $(DEV_READY) $(WEB) ## build what a deployment of STAGE needs, into build/STAGE/
	@$(VENV)/bin/python -m infra.package $(STAGE)

.PHONY: deploy
deploy: package $(EMULATOR) ## package STAGE, then deploy it to the account that the AWS SDK is set up for
	@$(VENV)/bin/python -m infra.deploy $(STAGE)

.PHONY: rollback
rollback: $(DEV_READY) $(EMULATOR) ## serve what served before on STAGE, at once and without a question
	@$(VENV)/bin/python -m infra.rollback $(STAGE)

.PHONY: doctor
doctor: $(DEV_READY) $(EMULATOR) ## what can be checked before STAGE is deployed: region, quotas, certificate, mail
	@$(VENV)/bin/python -m infra.doctor $(STAGE)

.PHONY: account
account: $(MINISTACK_READY) $(DEV_READY) ## an emulated account for STAGE=local ACCOUNT=…, until Ctrl-C
	@$(VENV)/bin/python -m infra.emulator

.PHONY: check-templates
check-templates: $(DEV_READY) $(CHECKS_READY) ## cfn-lint and checkov over what would be deployed
	@$(VENV)/bin/python -m infra.package prod --templates-only
	@echo '==> cfn-lint'
	@$(VENV)/bin/cfn-lint --regions eu-west-1 us-east-1 -- $(PACKAGED)
	@echo '==> checkov'
	@$(CHECKS)/bin/checkov --skip-download --quiet --compact --framework cloudformation $(foreach file,$(PACKAGED),-f $(file))

.PHONY: bench-cold-start
bench-cold-start: $(DEV_READY) $(MINISTACK_READY) ## CPU of a new process until its first answer, on the real package
	@$(VENV)/bin/python -m bench.cold_start

$(CHECKS_READY): infra/requirements.txt
	$(call venv,$(CHECKS),$<)
	@touch $@
