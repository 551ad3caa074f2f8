import { absolutePath } from './privacy/absolute-path.ts';
import { emailAddress } from './privacy/email-address.ts';
import { embeddedConfig } from './privacy/embedded-config.ts';
import { eventHost } from './privacy/event-host.ts';
import { homeDirectory } from './privacy/home-directory.ts';
import { hostName } from './privacy/host-name.ts';
import { runPath } from './privacy/run-path.ts';
import { runSecret } from './privacy/run-secret.ts';
import { secret } from './privacy/secret.ts';
import { userName } from './privacy/user-name.ts';
import type { Rule } from './rule.ts';

/** What a file tells strangers: asked only where it is to be shared. */
export const privacyRules: readonly Rule[] = [
  secret,
  embeddedConfig,
  homeDirectory,
  emailAddress,
  absolutePath,
  userName,
  hostName,
  runSecret,
  runPath,
  eventHost,
];
