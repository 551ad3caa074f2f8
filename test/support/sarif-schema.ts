/**
 * What SARIF 2.1.0 says of the objects that we write, as a JSON schema: which members there are, which are
 * required, and what they hold. Written after the standard, which names many more objects.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
const object = (
  required: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  type: 'object',
  required,
  properties: { ...properties, properties: { type: 'object' } },
  additionalProperties: false,
});
const list = (items: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
  type: 'array',
  items,
  ...rest,
});
const TEXT = { type: 'string' };
const COUNT = { type: 'integer', minimum: 0 };
const NUMBER_FROM_1 = { type: 'integer', minimum: 1 };
const LEVEL = { enum: ['none', 'note', 'warning', 'error'] };
const MESSAGE = object(['text'], { text: TEXT, markdown: TEXT });
/** Relative references and `file:` URIs: no blanks, nothing unescaped. */
const URI = { type: 'string', pattern: "^[\\w%./:~!$&'()*+,;=@-]+$" };

const RULE = object(['id'], {
  id: TEXT,
  name: TEXT,
  shortDescription: MESSAGE,
  fullDescription: object(['text'], { text: { type: 'string', maxLength: 1024 } }),
  help: MESSAGE,
  helpUri: URI,
  defaultConfiguration: object([], { level: LEVEL, enabled: { type: 'boolean' } }),
});

const LOCATION = object([], {
  physicalLocation: object(['artifactLocation'], {
    artifactLocation: object([], { uri: URI, uriBaseId: TEXT, index: COUNT }),
    region: object([], {
      startLine: NUMBER_FROM_1,
      startColumn: NUMBER_FROM_1,
      endLine: NUMBER_FROM_1,
      endColumn: NUMBER_FROM_1,
      byteOffset: { type: 'integer', minimum: -1 },
      byteLength: COUNT,
    }),
  }),
  logicalLocations: list(object([], { name: TEXT, fullyQualifiedName: TEXT, kind: TEXT })),
});

const RESULT = object(['message'], {
  ruleId: TEXT,
  ruleIndex: { type: 'integer', minimum: -1 },
  level: LEVEL,
  kind: { enum: ['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'] },
  message: MESSAGE,
  locations: list(LOCATION),
  partialFingerprints: { type: 'object', additionalProperties: TEXT },
  suppressions: list(
    object(['kind'], {
      kind: { enum: ['inSource', 'external'] },
      status: { enum: ['accepted', 'underReview', 'rejected'] },
      justification: TEXT,
    }),
  ),
});

const RUN = object(['tool'], {
  tool: object(['driver'], {
    driver: object(['name'], {
      name: TEXT,
      semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
      informationUri: URI,
      rules: list(RULE, { uniqueItems: true }),
    }),
  }),
  automationDetails: object([], { id: TEXT }),
  invocations: list(
    object(['executionSuccessful'], {
      executionSuccessful: { type: 'boolean' },
      toolExecutionNotifications: list(object(['message'], { message: MESSAGE, level: LEVEL })),
    }),
  ),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  results: list(RESULT),
});

export const SARIF_SCHEMA = object(['version', 'runs'], {
  $schema: { type: 'string' },
  version: { const: '2.1.0' },
  runs: list(RUN),
});
