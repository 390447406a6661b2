const WHOLE_REPOSITORY = 'works on this repository itself, and CI runs it'
const NO_CLUSTER = 'takes a builder on other machines'
const MOVED_OVER = 'is for a repository without the plugin: takeover.e2e.spec.ts runs it in one'
const DEBUGGER = 'waits for a debugger'
const RELEASED_IMAGE = 'takes the image of a release; module-images.int.spec.mjs starts the script with another docker'
const TERMINAL = 'takes a terminal'
const APPTAINER = 'takes Apptainer'
const PODMAN = 'takes Podman: every-engine.int.spec.ts runs its engine'
const RELEASED_COMMIT = 'takes a published release: at.e2e.spec.ts runs it in a repository with one'
const COSIGN = 'takes cosign and a pair of keys; attest.int.spec.ts runs it'
const KEYLESS = 'takes a job of GitHub Actions; keyless.int.spec.ts runs it with a sigstore of its own'
const SCANNER = 'takes a scanner from Docker Hub; scan.int.spec.ts runs it with a stand-in'
const SERVER = 'takes an image with a server in it, and a browser'
const NOTEBOOK = 'takes an image with a server in it: notebook.e2e.spec.ts runs it in one'
const DEVCONTAINER = 'takes the published image of the last commit: devcontainer.e2e.spec.ts runs it'

/** Documented commands that no test of this file runs, each with the reason. */
export const NOT_RUN: Readonly<Record<string, string>> = {
  'MODULE_IMAGES_ENGINE=podman npx nx docker-run hello-r': PODMAN,
  'npm run quickstart': WHOLE_REPOSITORY,
  'npm run quickstart -- --down': 'would stop what other tests use',
  'npm ci': WHOLE_REPOSITORY,
  'npm test': WHOLE_REPOSITORY,
  'npm run test:all': WHOLE_REPOSITORY,
  'npm run check': WHOLE_REPOSITORY,
  'npm run dev': 'never ends',
  'npm run release -- --dry-run': WHOLE_REPOSITORY,
  'npm run release': WHOLE_REPOSITORY,
  'npx vitest run packages/core': 'runs tests within tests',
  "npx vitest run packages/core -t 'heredoc'": 'runs tests within tests',
  'npx vitest packages/core': 'never ends',
  'NX_DAEMON=false NX_ISOLATE_PLUGINS=false node --inspect-brk node_modules/nx/dist/bin/nx.js show project hello-r --json': DEBUGGER,
  'NX_DAEMON=false NX_ISOLATE_PLUGINS=false NODE_OPTIONS=--inspect-brk=0 node node_modules/nx/dist/bin/nx.js docker-build hello-r --skip-sync':
    DEBUGGER,
  'node --inspect-brk node_modules/.bin/module-images explain hello-r': DEBUGGER,
  'npx vitest run --project unit packages/core/src/sealed --inspect-brk --no-file-parallelism': DEBUGGER,
  'npm install --save-dev nx@24 @module-images/nx':
    'the workspace of these tests has the packed package; npm run test:managers installs it',
  'npx nx g @module-images/nx:init': 'is for a repository without the plugin: init.e2e.spec.ts runs it in one',
  'docker run --rm --entrypoint cat ghcr.io/module-images/cli /opt/module-images/module-images.sh > ~/.local/bin/module-images':
    RELEASED_IMAGE,
  'chmod +x ~/.local/bin/module-images': RELEASED_IMAGE,
  'module-images plan': RELEASED_IMAGE,
  'module-images lock cell-typing': RELEASED_IMAGE,
  'module-images doctor cell-typing': RELEASED_IMAGE,
  'docker run --rm --volume "$PWD:/workspace" ghcr.io/module-images/cli plan --offline': RELEASED_IMAGE,
  'npx nx g @module-images/nx:init --dry-run': MOVED_OVER,
  'npx nx g @module-images/nx:init --registry ghcr.io': 'takes a remote at GitHub: generator.spec.ts runs it with one',
  'MODULE_IMAGES_PART=linux/arm64 npx nx docker-push cell-typing --allow-push':
    'takes machines of two kinds: parts.int.spec.ts merges what they push',
  'npx nx g @module-images/nx:init --lock': MOVED_OVER,
  'npm run sync:check': 'is a script that init writes: takeover.e2e.spec.ts runs it',
  'npx --no module-images doctor': 'fails where something is wrong, as it is to',
  'npx nx g @module-images/nx:activate simulate-sce --deactivate': 'names a module of another repository',
  'git clone --branch module-images . ../fresh && cd ../fresh && npm ci && npm run sync:check': MOVED_OVER,
  'git restore . && git clean -d --force': 'would remove what other commands have made',
  'docker run --rm -it public.ecr.aws/openscpca/hello-r:latest': TERMINAL,
  'docker run --rm -it public.ecr.aws/openscpca/hello-r:latest bash': TERMINAL,
  'apptainer pull docker://public.ecr.aws/openscpca/hello-r:latest': APPTAINER,
  'apptainer pull hello-r.sif docker://public.ecr.aws/openscpca/hello-r:latest': APPTAINER,
  'apptainer exec --cleanenv --no-home --bind "$PWD" --pwd "$PWD" hello-r.sif Rscript analysis.R': APPTAINER,
  'npx --no module-images run hello-r --preset notebook --open': NOTEBOOK,
  'npx nx docker-run hello-r --preset=notebook --open': NOTEBOOK,
  'npx --no module-images run hello-r --publish 3838 --open --command "Rscript app.R"': NOTEBOOK,
  'npx nx g @module-images/nx:devcontainer hello-r': DEVCONTAINER,
  'npx --no module-images digests --update .devcontainer/hello-r/devcontainer.json': DEVCONTAINER,
  'docker run --rm public.ecr.aws/openscpca/MODULE:latest which rserver': SERVER,
  'read -rs PASSWORD && export PASSWORD': TERMINAL,
  'docker run --rm -p 127.0.0.1:8787:8787 -e PASSWORD -e USERID="$(id -u)" -e GROUPID="$(id -g)" -v "$PWD:/home/rstudio/work" public.ecr.aws/openscpca/MODULE:latest':
    SERVER,
  'docker run --rm -p 127.0.0.1:8888:8888 -u "$(id -u):$(id -g)" -e HOME=/tmp -v "$PWD:/work" -w /work public.ecr.aws/openscpca/MODULE:latest jupyter lab --ip=0.0.0.0 --port=8888 --no-browser':
    SERVER,
  'docker pull public.ecr.aws/openscpca/hello-r@sha256:DIGEST': 'has a placeholder',
  "npx --no module-images verify --identity 'https://github.com/OWNER/REPOSITORY/.github/workflows/*' public.ecr.aws/openscpca/hello-r:latest":
    KEYLESS,
  "npx --no module-images verify --identity 'https://github.com/OWNER/REPOSITORY/.github/workflows/*@refs/heads/main' IMAGE": KEYLESS,
  'npx --no module-images attest --keyless': KEYLESS,
  'cosign verify-attestation --certificate-identity IDENTITY --certificate-oidc-issuer https://token.actions.githubusercontent.com --type slsaprovenance1 IMAGE@DIGEST':
    KEYLESS,
  'npx --no module-images verify hello-r --at v1.2.0': RELEASED_COMMIT,
  'npx --no module-images run hello-r --at v1.2.0': RELEASED_COMMIT,
  'cosign generate-key-pair': COSIGN,
  'docker buildx imagetools inspect docker/buildkit-syft-scanner': SCANNER,
  'npx --no module-images attest hello-r --key cosign.key --scan docker/buildkit-syft-scanner@sha256:…': SCANNER,
  'npx --no module-images verify --key cosign.pub IMAGE': COSIGN,
  'npx --no module-images attest --key env://COSIGN_PRIVATE_KEY': COSIGN,
  'npx --no module-images attest --key cosign.key': COSIGN,
  'cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type slsaprovenance1 IMAGE@DIGEST': COSIGN,
  'cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type cyclonedx IMAGE@DIGEST': COSIGN,
  'cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type https://spdx.dev/Document IMAGE@DIGEST': COSIGN,
  'git push --set-upstream origin cell-typing': 'takes GitHub',
  'conda-lock lock --file environment.yml --lockfile conda-lock.yml': 'takes conda-lock and its channels',
  'git revert COMMIT': 'is git’s own, with a placeholder',
  'git switch --detach COMMIT': 'is git’s own, with a placeholder',
  'docker buildx imagetools create --prefer-index=false --tag $IMAGE:latest $IMAGE@sha256:DIGEST': 'writes to Amazon ECR Public',
  'docker run --rm -it public.ecr.aws/openscpca/hello-r@sha256:DIGEST bash': 'has a placeholder',
  'docker run --rm public.ecr.aws/openscpca/hello-r:latest dpkg-query --show': 'takes Debian in the image',
  'docker buildx create --name far --driver remote --driver-opt cacert=ca.pem,cert=cert.pem,key=key.pem tcp://buildkit.example.org:1234':
    NO_CLUSTER,
  'BUILDX_BUILDER=far npx nx run-many -t docker-push': NO_CLUSTER,
  'docker buildx create --name cluster --driver kubernetes --driver-opt namespace=builds,replicas=4,requests.cpu=4,requests.memory=8Gi --platform linux/amd64':
    NO_CLUSTER,
  'docker buildx create --name cluster --append --driver kubernetes --driver-opt namespace=builds,nodeselector=kubernetes.io/arch=arm64 --platform linux/arm64':
    NO_CLUSTER,
  'BUILDX_BUILDER=cluster npx nx run-many -t docker-push': NO_CLUSTER,
}
