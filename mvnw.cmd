<# : a batch file, to PowerShell a comment
@echo off
rem The first part is batch, the second PowerShell.
rem Runs the Maven pinned in .mvn\wrapper\maven-wrapper.properties with the
rem arguments given. The PowerShell part installs it if need be (see mvnw, which
rem does the same) and prints the path of its mvn.cmd.
setlocal
set "MVNW_FILE=%~f0"
set "MVNW_MAVEN="
rem The module path of a PowerShell 7 around us would confuse Windows PowerShell.
set "PSModulePath="
for /f "usebackq delims=" %%M in (`powershell -NoProfile -ExecutionPolicy Bypass -Command "Invoke-Expression (Get-Content -Raw -LiteralPath $env:MVNW_FILE)"`) do set "MVNW_MAVEN=%%M"
if not defined MVNW_MAVEN exit /b 1
endlocal & "%MVNW_MAVEN%" %*
exit /b
#>

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$fetcher = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy'

# Standard output is for the path alone.
function Say($text) { [Console]::Error.WriteLine("mvnw: $text") }

# Get-Maven and Install-Maven run in the temporary directory. Its empty .mvn,
# and the absence of a pom.xml, keep the project around it out of mvn's way.
function Get-Maven {
  New-Item -ItemType Directory '.mvn' | Out-Null
  if (Get-Command mvn -CommandType Application -ErrorAction SilentlyContinue) {
    $env:MAVEN_BASEDIR = ''
    cmd /c "mvn -q -B $fetcher -DoutputDirectory=. -Dartifact=org.apache.maven:apache-maven:${version}:zip:bin <nul >mvn.log 2>&1"
    if ($LASTEXITCODE -eq 0 -and (Test-Path $zip)) { return }
  }
  [Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
  Invoke-WebRequest -UseBasicParsing -Uri $url -OutFile $zip
}

function Install-Maven {
  Get-Maven
  $actual = (Get-FileHash -Algorithm SHA512 $zip).Hash
  if ($actual -ne $sha512) {
    throw "refusing ${zip}: its SHA-512 is $actual, but maven-wrapper.properties says $sha512."
  }
  Expand-Archive $zip -DestinationPath .
  try {
    [IO.Directory]::Move("$tmp\$name", "$dists\$name")
  } catch {
    # Another mvnw was faster; its copy is as good.
    if (-not (Test-Path -LiteralPath $mvn)) { throw }
  }
}

try {
  if ($env:JAVA_HOME) {
    if (-not (Test-Path -LiteralPath "$env:JAVA_HOME\bin\java.exe")) {
      throw "JAVA_HOME is $env:JAVA_HOME, which has no bin\java.exe: set it to a JDK, 17 or newer."
    }
  } elseif (-not (Get-Command java -CommandType Application -ErrorAction SilentlyContinue)) {
    throw 'no Java found: install a JDK, 17 or newer, and put it on the PATH or set JAVA_HOME.'
  }

  $properties = Join-Path ([IO.Path]::GetDirectoryName($env:MVNW_FILE)) '.mvn\wrapper\maven-wrapper.properties'
  $settings = ConvertFrom-StringData (Get-Content -Raw -LiteralPath $properties)
  $url = $settings.distributionUrl
  $sha512 = $settings.distributionSha512Sum
  $zip = $url -replace '.*/', ''
  $name = $zip -replace '-bin\.zip$', ''
  $version = $name -replace '^apache-maven-', ''

  $userHome = $env:MAVEN_USER_HOME
  if (-not $userHome) { $userHome = "$env:USERPROFILE\.m2" }
  $dists = (New-Item -ItemType Directory -Force "$userHome\wrapper\dists").FullName
  # Apache's own wrapper keeps its copies inside a directory of this name; where
  # it was here first, ours goes in there beside them.
  if ((Test-Path -LiteralPath "$dists\$name") -and -not (Test-Path -LiteralPath "$dists\$name\bin\mvn.cmd")) {
    $dists = "$dists\$name"
  }
  $mvn = "$dists\$name\bin\mvn.cmd"

  if (-not (Test-Path -LiteralPath $mvn)) {
    Say "installing Maven $version"
    $tmp = "$dists\mvnw." + [Guid]::NewGuid().ToString('N')
    New-Item -ItemType Directory $tmp | Out-Null
    Push-Location -LiteralPath $tmp
    try {
      Install-Maven | Out-Null
    } finally {
      Pop-Location
      Remove-Item -Recurse -Force -LiteralPath $tmp
    }
  }
  [Console]::Out.WriteLine($mvn)
} catch {
  Say $_.Exception.Message
  exit 1
}
