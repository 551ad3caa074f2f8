/** What the commands about rules load, a file of its own in the bundle. */
export { explainRule, listRules } from './commands/rule-pages.ts';
export { validateFiles } from './commands/validate-files.ts';
