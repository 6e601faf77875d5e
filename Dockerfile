# The service, with SQLite in the volume /data unless DATABASE_URL says otherwise.
#   docker build -t daystreak .
#   docker run -p 127.0.0.1:8000:8000 -v daystreak:/data -e DAYSTREAK_JWT_SECRET=… daystreak

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY toolchain/package.json toolchain/
COPY client/package.json client/
COPY dashboard/package.json dashboard/
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/ scripts/
COPY src/ src/
COPY client/src/ client/src/
COPY dashboard/ dashboard/
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY toolchain/package.json toolchain/
COPY client/package.json client/
COPY dashboard/package.json dashboard/
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATABASE_URL=sqlite:/data/daystreak.db
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules/ node_modules/
COPY --from=build /app/dist/ dist/
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["serve"]
