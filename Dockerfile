# Plantain in a container: docker build -t plantain . && docker run -p 4000:4000 -v plantain:/data plantain
# NODE_IMAGE: any image of Node 20.19 or newer on glibc, with npm and tar. Pin it by digest where builds must not change.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY . .
RUN npm ci && node scripts/build.mjs && node scripts/build-console.mjs
# What the package ships, and what it depends on, as locked.
RUN npm pack --ignore-scripts \
  && mkdir /plantain \
  && tar -xzf plantain-*.tgz -C /plantain --strip-components=1 \
  && cp package-lock.json .npmrc /plantain/ \
  && npm ci --omit=dev --prefix /plantain \
  && chmod +x /plantain/dist/cli/plantain.js

FROM ${NODE_IMAGE}
COPY --from=build /plantain /plantain
# An id and no name, so that a platform sees that it is not root; all that is its own is /data.
RUN ln -s /plantain/dist/cli/plantain.js /usr/local/bin/plantain && mkdir /data && chown 65532:65532 /data
USER 65532:65532
WORKDIR /data
ENV NODE_ENV=production HOST=0.0.0.0 PLANTAIN_DATA_DIR=/data
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "require('http').get({ host: '127.0.0.1', port: process.env.PORT || 4000, path: '/readyz' }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# The first process takes SIGTERM itself and finishes what it began; --stop-timeout should exceed PLANTAIN_DRAIN_SECONDS.
ENTRYPOINT ["plantain"]
CMD ["serve"]
