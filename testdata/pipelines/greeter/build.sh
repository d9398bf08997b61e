#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the program, and lays out what its image shall hold, in rootfs/.
set -eu
mvn -B -q clean package dependency:copy-dependencies -DoutputDirectory=target/libs
mkdir -p rootfs/opt/greeter
cp target/greeter-1.0.0.jar target/libs/*.jar rootfs/opt/greeter
chmod 644 rootfs/opt/greeter/*
