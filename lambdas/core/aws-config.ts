import { z } from 'zod';

const hostName = z
  .string()
  .regex(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/,
    'must be a name such as "news.example.com"',
  );

/** Where the certificate comes from: made and proven in a Route 53 zone of the account, or there already. */
const ownDomain = z.union(
  [
    z.strictObject({
      name: hostName,
      zone: z.strictObject({ id: z.string().regex(/^Z[A-Z0-9]+$/), name: hostName }),
    }),
    z.strictObject({ name: hostName, certificateArn: z.string().regex(/^arn:aws[\w-]*:acm:/) }),
  ],
  'needs a name such as "news.example.com", and either zone: { id: "Z...", name: "example.com" } of Route 53 or the certificateArn of a certificate in the same region',
);

/** The part of the config about the AWS account; `address` reads a mail address. */
export const awsConfig = <Address extends z.ZodType<string>>(address: Address) =>
  z
    .strictObject({
      /** Prefix of the stack names; another prefix is another newsletter in the same account. */
      stackPrefix: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9-]{0,40}$/, 'use letters, digits and hyphens')
        .default('Briefwire'),
      /**
       * `create` makes the SES identity of the from-domain, which DNS records then prove; `address` that of the from-address
       * alone, by a link mailed to it, as long as there is no domain; `existing` uses one that is verified already.
       */
      identity: z.enum(['create', 'address', 'existing']).default('create'),
      /**
       * While the account is in SES's sandbox, IAM is also asked about the identity of the recipient: verified addresses
       * that get test mails. Nothing outside the sandbox.
       */
      sandboxRecipients: z.array(address).default([]),
      /** A name of your own for the readers' pages; default: the one that API Gateway makes up. */
      domain: ownDomain.optional(),
      /** US dollars a month for the whole account, above which the owner gets a mail; default: no budget. */
      monthlyBudgetUsd: z.number().positive().optional(),
    })
    .prefault({});
