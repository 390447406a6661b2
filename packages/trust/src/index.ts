export * from './sbom/sbom-facts.js'
export * from './sbom/sbom-format.js'
export * from './sbom/sbom-formats.js'
