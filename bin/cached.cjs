/**
 * Loads the program together with what V8 made of it when it was built: to compile it takes as long as to
 * inspect a file. V8 takes that only from the same version of Node and for the same source; else it
 * compiles as always.
 * https://nodejs.org/docs/latest-v20.x/api/vm.html#scriptcreatecacheddata
 */
const { existsSync, readFileSync } = require('node:fs');
const { createRequire, Module } = require('node:module');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

/** The scripts that were loaded, by their files. */
const scripts = new Map();

const cacheOf = (file) => file.replace(/\.cjs$/, '.cache');

function scriptOf(file) {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  const cachedData = existsSync(cacheOf(file)) ? readFileSync(cacheOf(file)) : undefined;
  return new Script(source, { filename: file, cachedData });
}

/** The exports of a CommonJS file, which loads the files beside it in the same way. */
function load(file) {
  const known = require.cache[file];
  if (known !== undefined) return known.exports;
  const module = new Module(file);
  module.filename = file;
  require.cache[file] = module;
  const requireHere = createRequire(file);
  const folder = dirname(file);
  const requireAny = (id) =>
    /^\.\/[\w-]+\.cjs$/.test(id) ? load(join(folder, id)) : requireHere(id);
  const script = scriptOf(file);
  scripts.set(file, script);
  script.runInThisContext()(module.exports, requireAny, module, file, folder);
  module.loaded = true;
  return module.exports;
}

module.exports = { cacheOf, load, scripts };
