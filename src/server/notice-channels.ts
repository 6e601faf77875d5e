import { DaystreakError } from "../core/errors.ts";
import type { Channel } from "../notices/channel.ts";
import { createNoticeTexts, type NoticeTexts } from "../notices/notice-texts.ts";
import { createReach } from "../notices/outbound/reach.ts";
import { createUnsubscribing, type Unsubscribing } from "../notices/unsubscribe.ts";
import type { NoticeConfig } from "./notice-settings.ts";
import { settingInvalid } from "./read-setting.ts";
import { SERVE_SETTINGS, type ServeSettingName } from "./settings-table.ts";

/** The ways to learners that are configured, and what the API needs to know of them. */
export interface NoticeChannels {
  readonly channels: readonly Channel[];
  readonly texts: NoticeTexts;
  /** There where mails go out. */
  readonly unsubscribing?: Unsubscribing;
  /** What browsers subscribe with, where there is web push. */
  readonly pushKey?: string;
}

/**
 * Makes the channels of a configuration; code of a channel that is not there is not loaded. Calls nobody yet.
 * @throws DaystreakError `config_invalid`, which names the setting
 */
export async function openChannels(config: NoticeConfig): Promise<NoticeChannels> {
  const { app, appUrl, texts: given, webhook, email, webPush, expo } = config;
  const reach = await named("private-networks", () => createReach(config.privateNetworks));
  const texts = await named("notice-texts", () =>
    createNoticeTexts({
      app,
      ...(appUrl !== undefined && { url: appUrl }),
      ...(given !== undefined && { texts: given }),
    }),
  );
  const channels: Channel[] = [];
  if (webhook !== undefined) {
    const { createWebhookChannel } = await import("../notices/channels/webhook.ts");
    channels.push(await named("webhook-url", () => createWebhookChannel({ ...webhook, reach })));
  }
  const unsubscribing = email && (await named("link-secret", () => createUnsubscribing(email.linkSecret)));
  if (email !== undefined && unsubscribing !== undefined) {
    const { createEmailChannel } = await import("../notices/channels/email.ts");
    const words = texts.mail;
    channels.push(await named("smtp-url", () => createEmailChannel({ ...email, unsubscribing, words })));
  }
  let pushKey: string | undefined;
  if (webPush !== undefined) {
    const { createWebPushChannel } = await import("../notices/channels/web-push.ts");
    const channel = await named("vapid-key", () => createWebPushChannel({ ...webPush, reach }));
    channels.push(channel);
    pushKey = channel.publicKey;
  }
  if (expo !== undefined) {
    const { createExpoChannel } = await import("../notices/channels/expo.ts");
    channels.push(await named("expo-url", () => createExpoChannel({ ...expo, reach })));
  }
  return {
    channels,
    texts,
    ...(unsubscribing !== undefined && { unsubscribing }),
    ...(pushKey !== undefined && { pushKey }),
  };
}

/** Names the setting that a refusal is about. */
async function named<Made>(name: ServeSettingName, make: () => Made): Promise<Made> {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof DaystreakError)) throw cause;
    throw settingInvalid(name, SERVE_SETTINGS[name], `cannot be used: ${cause.message}`, cause);
  }
}
