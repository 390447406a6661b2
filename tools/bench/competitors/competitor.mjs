// @ts-check
/**
 * A way to publish the images of a workspace: one file, and one entry in the array of `competitors.mjs`.
 *
 * @typedef {object} Workspace
 * @property {string} folder
 * @property {readonly import('../modules.mjs').PlannedModule[]} modules below `modules/`
 * @property {string} registry host and prefix
 *
 * @typedef {object} Competitor
 * @property {string} name
 * @property {string} title as the page calls it
 * @property {string} note how it is set up, for the page
 * @property {number} mostModules above that it is not measured
 * @property {(folder: string) => Promise<import('../templates.mjs').Template | undefined>} install what all its workspaces share; throws
 *   SetUpError where it is not to be had
 * @property {(workspace: Workspace) => void} configure writes its own files
 * @property {(workspace: Workspace, tag: string) => readonly (readonly string[])[]} publish commands that publish every module under a tag
 * @property {(workspace: Workspace) => readonly (readonly string[])[]} [build] commands that build what is not there, and publish nothing
 * @property {(output: string) => number | undefined} builds how many images it built, as far as its output tells
 */

export {}
