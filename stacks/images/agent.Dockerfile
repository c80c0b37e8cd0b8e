# An agent that works in a checkout: its bundle, git, and the tools that repositories of Node and Python are built with.
# Build with the bundle's directory as context: cdktf.out/bundles/agents-execution
FROM node:24-bookworm-slim

RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates g++ git iproute2 make openssh-client python3 python3-pip python3-venv \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /agent
COPY . .

USER node
ENV NODE_ENV=production HOME=/home/node
EXPOSE 8080
CMD ["node", "index.mjs"]
