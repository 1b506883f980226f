// The names of commands: the extension's own, as package.json has them, and those that the server runs.

export const commandIds = {
  executeAutofix: 'kernelRust.executeAutofix',
  restart: 'kernelRust.restart',
  showLogs: 'kernelRust.showLogs',
  showServerLogs: 'kernelRust.showServerLogs',
  debugInformation: 'kernelRust.debugInformation',
  checkWorkspace: 'kernelRust.checkWorkspace',
  checkPatch: 'kernelRust.checkPatch',
  explainRule: 'kernelRust.explainRule',
  createConfig: 'kernelRust.createConfig',
  openWalkthrough: 'kernelRust.openWalkthrough',
  openExample: 'kernelRust.openExample',
  /** Called by code actions, not by people. */
  suppress: 'kernelRust.suppress',
} as const;

export const serverCommandIds = {
  applyAutofix: 'kernelRust.server.applyAutofix',
  suppress: 'kernelRust.server.suppress',
  checkWorkspace: 'kernelRust.server.checkWorkspace',
  checkCommits: 'kernelRust.server.checkCommits',
  recentCommits: 'kernelRust.server.recentCommits',
  firstConfig: 'kernelRust.server.firstConfig',
  debugInformation: 'kernelRust.server.debugInformation',
} as const;
