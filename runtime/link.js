/*
 * Runs after an installation. If a Node was installed from this folder's package.json, it becomes the `node` of all npm
 * scripts. npm would link it by itself, but older ones remove that link again: the packages of all platforms share it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 24;
const INSTALL_ONE = `install Node ${OLDEST_MAJOR} or newer (https://nodejs.org), then run this again.`;

const packaged = findPackaged();
if (packaged !== undefined) {
  if (spawnSync(packaged, ['--version']).status !== 0) fail(`The packaged Node does not run on this system: ${INSTALL_ONE}`);
  link(packaged);
} else if (Number.parseInt(process.versions.node, 10) < OLDEST_MAJOR) {
  const { version, platform, arch } = process;
  fail(`Node ${version} is too old for Sesh, and there is none in npm for ${platform}-${arch}: ${INSTALL_ONE}`);
}

/** Returns the path of the installed package's executable; npm installs the one that fits the computer, if any. */
function findPackaged() {
  const { optionalDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  return Object.keys(optionalDependencies)
    .flatMap((name) => [`${name}/bin/node`, `${name}/bin/node.exe`])
    .map(inModules)
    .find(existsSync);
}

/**
 * Links by the file itself: Windows allows symbolic links to administrators only.
 * @param {string} executable
 */
function link(executable) {
  const linked = inModules(`.bin/${basename(executable)}`);
  mkdirSync(inModules('.bin'), { recursive: true });
  rmSync(linked, { force: true });
  linkSync(executable, linked);
}

/** @param {string} path */
function inModules(path) {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}

/** @param {string} reason */
function fail(reason) {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
