#!/usr/bin/env node
// Starts the command line. Written so that any Node, however old, can read it and say what is wrong.
'use strict';

if (parseInt(process.versions.node, 10) < 20) {
  console.error('kernel-rust needs Node.js 20 or newer, this is ' + process.version);
  process.exit(2);
}

require('../dist/cli.js');
