# Galley in a container: built with everything, run with what it needs. See docs/hosting.md.

FROM node:24-bookworm-slim AS build
WORKDIR /galley
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /galley
COPY --from=build /galley/package.json ./
COPY --from=build /galley/node_modules ./node_modules
COPY --from=build /galley/dist ./dist
RUN mkdir --mode=700 /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/server/main.js"]
