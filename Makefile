# On a fresh Debian 12 with git, make, python3 and root or sudo every target installs what it needs, once.
.PHONY: help demo test proofs bench mutants fuzz pictures docs screens lint format lock ground everything verify-fuzz mutated-journals deb deb-twice appliance soak kills
help:
	@echo "make demo   the kiosk with an emulated machine and city (without a display: runs by itself)"
	@echo "make test   all tests"
	@echo "make proofs  all tests, and of the long ones the whole: every point of a kill, every session, every example (hours)"
	@echo "make deb    the Debian package of the commit that is checked out, in out/"
	@echo "make deb-twice  is it the same bytes when it is built again elsewhere?"
	@echo "make appliance  the package in a Debian of its own: booted, served, killed, upgraded, removed (needs root)"
	@echo "make lint   style, types, imports, screens"
	@echo "make format  what of the style can be put right by itself"
	@echo "make docs   the pages anew that are made from the code: journal, settings, money, what is heard"
	@echo "make pictures  the pictures of README and docs anew: screens, and the first page of every kind"
	@echo "make screens  every screen in every language, size, colour, position and panel, drawn and checked (an hour or two; goes on where it was cut)"
	@echo "make bench  benchmarks"
	@echo "make mutants  do the tests notice what is wrong? An hour or more; goes on where it was cut"
	@echo "make fuzz   whatever a stranger's card can say, for an hour (MINUTES=60); goes on where it was stopped"
	@echo "make verify-fuzz  five thousand mutated papers through kiosk verify (an hour; goes on where it was stopped)"
	@echo "make mutated-journals  ten thousand mutated journals through the check (some minutes; goes on where it was stopped)"
	@echo "make soak  two thousand real sessions in real processes, with faults (an hour or two; goes on where it was stopped)"
	@echo "make kills  the real kiosk killed at three hundred random moments (an hour and a half; goes on where it was stopped)"
	@echo "make lock   compile the locked environment anew from pyproject.toml"

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --disable-pip-version-check
export DEBIAN_FRONTEND := noninteractive
SUDO := $(if $(filter 0,$(shell id -u)),,sudo DEBIAN_FRONTEND=noninteractive)

# Only what is missing is installed, so a second call asks no registry. What apt says fills a log and not the terminal: a page
# of packages would bury the few lines that are for whoever typed the command.
.venv/.apt-%: apt-packages.txt
	@missing=$$(awk -v want="$(PURPOSES_$*)" '/^#:/ {on = index(" " want " ", " " $$2 " ")} !/^#/ && on {print}' apt-packages.txt | \
	  while read -r each; do dpkg-query -W -f '$${Status}' "$$each" 2>/dev/null | grep -q "ok installed" || echo "$$each"; done); \
	mkdir -p .venv; \
	if [ -n "$$missing" ]; then \
	  echo "Debian: installing" $$missing; echo "  (once, some minutes; what apt says is in .venv/apt.log)"; \
	  { $(SUDO) apt-get update && $(SUDO) apt-get install -y --no-install-recommends $$missing; } >.venv/apt.log 2>&1 || \
	    { tail -n 20 .venv/apt.log; exit 1; }; fi
	@touch $@

PURPOSES_demo := build run demo
PURPOSES_all := build run demo test appliance
PURPOSES_deb := build run

# Build dependencies come from the lock as well, so building has no hole in it: no isolated, unlocked environment is made.
.venv/.python: .venv/.apt-demo requirements/build.txt requirements/all.txt pyproject.toml
	@echo "Python: an environment of its own in .venv (once, some minutes; what pip says is in .venv/pip.log)"
	@$(PYTHON) -m venv .venv
	@{ $(PIP) --require-hashes -r requirements/build.txt && \
	   $(PIP) --require-hashes --no-build-isolation -r requirements/all.txt && \
	   $(PIP) --no-deps --no-build-isolation -e .; } >.venv/pip.log 2>&1 || { tail -n 20 .venv/pip.log; exit 1; }
	@touch $@

ground: .venv/.python

everything: .venv/.apt-all .venv/.python

demo: ground
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/kiosk demo; else \
	  for kind in land-register resident-abstract; do $(BIN)/kiosk demo --auto --kind $$kind --out out/$$kind || exit 1; done; \
	  echo "Papers, receipts, pictures and journals: out/land-register and out/resident-abstract"; fi

# One more than there are processors: the end-to-end tests mostly wait, for a person's pace and for deadlines.
TESTERS := $(shell echo $$(($$(nproc) + 1)))

test: everything
	$(BIN)/python -m pytest -q --numprocesses $(TESTERS) --no-loadscope-reorder

proofs: export PROOFS := whole
proofs: everything
	$(BIN)/python -m pytest -q --numprocesses $(TESTERS) --no-loadscope-reorder

deb: .venv/.apt-deb
	systemd/package/build out

deb-twice: .venv/.apt-deb  # elsewhere: another folder, time zone, language and mask
	rm -rf out/twice
	systemd/package/build out/twice/here
	cd / && umask 077 && TZ=Asia/Seoul LANG=C.UTF-8 TMPDIR=/var/tmp $(CURDIR)/systemd/package/build $(CURDIR)/out/twice/there
	cmp out/twice/here/*.deb out/twice/there/*.deb

appliance: everything deb
	$(BIN)/python -m pytest -q -x --override-ini python_files='booted_*.py' --override-ini timeout=600 tests/appliance

bench: everything
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.layout
	$(BIN)/python -m tests.benchmarks.print_work
	$(BIN)/python -m tests.benchmarks.outside
	$(BIN)/python -m tests.benchmarks.held
	$(BIN)/python -m tests.benchmarks.voice
	$(BIN)/python -m tests.benchmarks.record
	$(BIN)/python -m tests.benchmarks.start
	$(BIN)/python -m tests.benchmarks.reservations
	$(BIN)/python -m tests.benchmarks.where_time_goes
	$(BIN)/python -m tests.benchmarks.drain
	$(BIN)/python -m tests.benchmarks.fleet
	$(BIN)/python -m tests.benchmarks.card

.venv/.mutants: .venv/.python requirements/mutants.txt
	$(BIN)/pip install -q --require-hashes -r requirements/mutants.txt
	@touch $@

mutants: everything .venv/.mutants
	$(BIN)/python -m tests.mutants rooms
	$(BIN)/python -m tests.mutants simulator

.venv/.fuzz: .venv/.python requirements/fuzz.txt
	$(BIN)/pip install -q --require-hashes -r requirements/fuzz.txt
	@touch $@

MINUTES ?= 60
fuzz: ground .venv/.fuzz  # of everything that reads a card's bytes, by coverage; stopped, it goes on where it was
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

pictures: ground  # of the README and docs
	$(BIN)/python -m kiosk.demo.gallery docs/pictures --readme
	$(BIN)/python -m kiosk.demo.contact_sheet docs/pictures/papers.jpg
	$(BIN)/python -m kiosk.demo.refusals_page --pictures docs/pictures

screens: ground  # contact sheets and what is wrong, in out/screens; stopped, it goes on where it was
	$(BIN)/python -m kiosk.demo.screens out/screens

docs: ground  # what is made from the code
	$(BIN)/python -m sync.journal.page > docs/journal.md
	$(BIN)/python -m kiosk.shell.settings_page > docs/settings.md
	$(BIN)/python -m kiosk.money.page > docs/money.md
	$(BIN)/python -m kiosk.ui.faults_page > docs/faults.md
	$(BIN)/python -m kiosk.demo.refusals_page > docs/refusals.md
	$(BIN)/python -m kiosk.demo.touches > docs/touches.md
	$(BIN)/python -m kiosk.demo.heard_page > docs/heard.md
	$(BIN)/python -m kiosk.demo.heard_page ko > docs/heard-ko.md
	$(BIN)/python -m kiosk.demo.heard_page en > docs/heard-en.md

mutated-journals: ground  # ten thousand, through the check; stopped, it goes on where it was
	$(BIN)/python -m tests.sync.journal.mutated

verify-fuzz: ground  # five thousand mutated papers; stopped, it goes on where it was
	$(BIN)/python -m tests.kiosk.verification.fuzz

SESSIONS ?= 2000
soak: everything  # real sessions in real processes; stopped, it goes on where it was
	$(BIN)/python -m tests.soak --sessions $(SESSIONS)

kills: everything  # of the real process, at random; stopped, it goes on where it was
	$(BIN)/python -m tests.end_to_end.kill.at_random $(if $(KILLS),--count $(KILLS))

lint: ground
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pyside6-qmllint --max-warnings 0 -I $(CURDIR)/kiosk/ui/qml $$(find $(CURDIR)/kiosk/ui/qml -name '*.qml')

format: ground
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# No index address goes into the lock: it names packages, versions and hashes, and nothing else. It is resolved against the
# public index alone, so that a mirror or a folder of wheels on this machine cannot put a hash there that others never find.
lock: export PIP_CONFIG_FILE := /dev/null
lock: export PIP_FIND_LINKS :=
lock: export PIP_EXTRA_INDEX_URL :=
lock: .venv/.apt-demo
	$(PYTHON) -m venv .venv && $(BIN)/pip install -q pip-tools
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file requirements/build.txt requirements/build.in
	$(BIN)/pip-compile -q --strip-extras --extra dev --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file requirements/all.txt pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --no-annotate --constraint requirements/all.txt --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file requirements/mutants.txt requirements/mutants.in
	$(BIN)/pip-compile -q --strip-extras --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
	  --output-file requirements/fuzz.txt requirements/fuzz.in
