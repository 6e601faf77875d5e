import { testSmallPlatform } from "./small-platform.ts";

testSmallPlatform("hono");
