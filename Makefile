# Everything a person types; the work is done by the Swift package manager and the programs.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

CONFIG ?= debug
PARCELS ?= 60
FOR ?=
HEADLESS ?=
SEED ?=
# Minutes of fuzzing, all targets together; `make test` runs the short form.
MINUTES ?= 5
SHORT_MINUTES := 2
# Kills per hop of the fault campaign; `make test` runs the short form.
KILLS ?=

# Tests of programs, devices and a browser: one after the other, as they wait for real lines, and as a
# process that is started holds the locks of others until it runs.
# They mostly wait, so those that start commands run beside the others.
COMMANDS := ^CommandTests\.
# Of the simulators, those on a real line.
LINES := ColumnScale|Operator|PrinterTests|PrinterOracle|ProtocolSwitch|SSI|Scale|Scanner|SettingsMemory
WHOLE := EndToEndTests|KioskPageTests|CommandTests|SerialLinesTests|CurlTransportTests|SystemdTests|DeviceSimulatorTests\.($(LINES))|PortFinderTests|PrintingTests|OracleTests|DaemonTests|ReadBackTests|SymbolTests

export CUNZHAN_PYTHON := $(CURDIR)/.venv/bin/python
export CUNZHAN_KILLS := $(KILLS)
export CUNZHAN_SEED := $(SEED)

.PHONY: build run test bench fuzz docs appliance-test lint clean

build:
	@.ci/packages build
	swift build --configuration $(CONFIG)

# Builds quietly: standard output belongs to the demo.
run:
	@.ci/packages build run >&2
	@echo "Building; the first time this takes some minutes." >&2
	@swift build --configuration debug >&2
	@exec .build/debug/devicesim morning --folder .run --parcels $(PARCELS) \
	    $(if $(FOR),--for $(FOR)) $(if $(HEADLESS),--headless) $(if $(SEED),--seed $(SEED))

test:
	@.ci/packages build run test
	@.ci/python
	swift build --build-tests
	.ci/suites "--skip $(WHOLE)"
	.ci/suites "--no-parallel --filter $(COMMANDS)" \
	    "--no-parallel --filter $(WHOLE) --skip $(COMMANDS)"
	Tests/Fuzz/run $(SHORT_MINUTES)

# Made-up input for every decoder and reader; what was found before stays in .build-fuzz/corpus.
fuzz:
	@.ci/packages build
	Tests/Fuzz/run $(MINUTES)

bench:
	@.ci/packages build run test
	@.ci/python
	swift build --configuration release --static-swift-stdlib
	nice .build/release/bench $(if $(SEED),--seed $(SEED))

# A Debian with real systemd in QEMU: hot-plug, watchdog, power cut.
appliance-test:
	@.ci/packages build run appliance
	swift build
	Tests/Appliance/image .build-appliance .build/debug
	Tests/Appliance/run .build-appliance

# Articles that are made from data.
docs:
	swift build --product stationctl
	.build/debug/stationctl devices page >Sources/Station/Station.docc/Compatibility.md

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

clean:
	rm -rf .build .build-appliance .build-fuzz .run .venv
