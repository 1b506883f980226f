#!/usr/bin/env node
// Starts the command line. Written so that any Node, however old, can read it and say what is wrong.
'use strict';

if (parseInt(process.versions.node, 10) < 20) {
  console.error('kernel-rust needs Node.js 20 or newer, this is ' + process.version);
  process.exit(2);
}

// A newer Node keeps what it compiled of the bundle for the next start.
var enableCompileCache = require('module').enableCompileCache;
if (enableCompileCache) enableCompileCache();

require('../dist/cli.js');
