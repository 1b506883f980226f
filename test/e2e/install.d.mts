// What the tests use of the installer.

/** The folder of VS Code's server, or undefined where nobody has installed it. */
export declare function workbenchFolder(): string | undefined;
