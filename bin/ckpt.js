#!/usr/bin/env node
const { join } = require('node:path');
const { load } = require('./cached.cjs');
const { main } = load(join(__dirname, '..', 'dist', 'cli', 'main.cjs'));
main(process.argv.slice(2), join(__dirname, '..', 'docs'));
