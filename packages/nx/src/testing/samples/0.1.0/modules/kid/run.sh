#!/bin/sh
echo kid
