/** Notices from your own process: what sends them, their channels and texts, and what a channel of yours must be. */
export type { Channel, Delivery, DeliveryOutcome } from "./channel.ts";
export { createEmailChannel, type EmailOptions } from "./channels/email.ts";
export { createExpoChannel, type ExpoOptions } from "./channels/expo.ts";
export { createWebPushChannel, type WebPushChannel, type WebPushOptions } from "./channels/web-push.ts";
export { createWebhookChannel, type WebhookOptions } from "./channels/webhook.ts";
export { createNotices, type Notices, type NoticesOptions } from "./create-notices.ts";
export { createNoticeTexts, type NoticeTexts, type NoticeTextsOptions, type RenderedNotice } from "./notice-texts.ts";
export { createReach, type Reach } from "./outbound/reach.ts";
export { createVapidKeys, type VapidKeys } from "./outbound/vapid.ts";
export { createUnsubscribing, type Unsubscribing, type Unsubscription } from "./unsubscribe.ts";
