# For PowerShell: awsmfa, clearaws, completion, and a segment for the prompt. `awscli-mfa init` writes this file.

# Windows runs no POSIX launchers; there JBang starts the script.
function Invoke-AwscliMfa {
    if ($env:OS -eq 'Windows_NT') {
        & jbang (Join-Path '@CHECKOUT@' 'awscli-mfa.java') @args
    } else {
        & (Join-Path '@BIN@' 'awscli-mfa') @args
    }
}

# Hands a session to this shell: awsmfa [PROFILE] [options of awscli-mfa].
function awsmfa {
    $own = @($args | ForEach-Object { "$_" })
    $dashes = [array]::IndexOf($own, '--')
    if ($dashes -ge 0) { $own = @($own | Select-Object -First $dashes) }
    if ($own | Where-Object { $_ -cmatch '^(exec|console|init|--emit(=.*)?|--explain|--fix)$' }) {
        Invoke-AwscliMfa @args
        return
    }
    $assignments = @(Invoke-AwscliMfa --emit powershell @args)
    if ($LASTEXITCODE -ne 0) { return }
    if ("$($assignments[0])" -cmatch '^(Remove-Item Env:|\$Env:)AWS_') {
        $assignments -join "`n" | Invoke-Expression
    } else {
        $assignments # --help
    }
}

# Takes every AWS variable out of this shell.
function clearaws {
    awsmfa --clear
}

# --- The prompt -------------------------------------------------------------------------------------------------------

# Which profile this shell uses and how long its session lasts; nothing where none is selected.
function awsmfa_prompt {
    $end = ''
    if ($env:AWS_ACCESS_KEY_ID) {
        $name = @($env:AWS_SESSION_IDENT, $env:AWS_PROFILE_IDENT, 'env' | Where-Object { $_ })[0]
        $end = $env:AWS_SESSION_EXPIRY
    } else {
        $name = @($env:AWS_PROFILE, $env:AWS_DEFAULT_PROFILE | Where-Object { $_ })[0]
        if (-not $name) { return '' }
        $state = if ("$env:XDG_STATE_HOME".StartsWith('/')) { $env:XDG_STATE_HOME } else { Join-Path $HOME '.local/state' }
        $file = Join-Path $state "awscli-mfa/sessions/$($name -creplace '[^A-Za-z0-9._-]', '_')"
        if (Test-Path -LiteralPath $file -PathType Leaf) {
            $parts = "$(Get-Content -LiteralPath $file -TotalCount 1)" -split ' ', 2
            if ($parts[1] -ceq $name) { $end = $parts[0] }
        }
    }
    $words = ''
    if ($end -match '^[0-9]{1,12}$') {
        $left = [long]$end - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
        $hours = [math]::Floor($left / 3600)
        $minutes = [math]::Floor($left % 3600 / 60)
        $words = if ($left -le 0) { ' expired' }
            elseif ($left -lt 60) { " ${left}s" }
            elseif ($left -lt 3600) { " ${minutes}m" }
            else { ' {0}h{1:00}m' -f $hours, $minutes }
        if ($left -gt 0 -and $left -le 300) { $words += '!' }
    }
    if ($name -cmatch '-(mfa|role)session$') {
        $name = $name -creplace '-(mfa|role)session$', ''
        if (-not $words) { $words = ' ?' }
    }
    $shown = $name -replace '[^\p{L}\p{N} ._@+=,:/-]', '?'
    $shown.Substring(0, [math]::Min(40, $shown.Length)) + $words
}

# --- Completion -------------------------------------------------------------------------------------------------------

function Get-AwscliMfaProfiles {
    $config = if ($env:AWS_CONFIG_FILE) { $env:AWS_CONFIG_FILE } else { Join-Path $HOME '.aws/config' }
    $credentials = if ($env:AWS_SHARED_CREDENTIALS_FILE) { $env:AWS_SHARED_CREDENTIALS_FILE } else { Join-Path $HOME '.aws/credentials' }
    $config, $credentials | Where-Object { Test-Path -LiteralPath $_ -PathType Leaf } | ForEach-Object { Get-Content -LiteralPath $_ } |
        ForEach-Object { if ($_ -match '^\[([^\]]*)\]') { $Matches[1] } } |
        Where-Object { $_ -notmatch '^(sso-session |services |plugins$)' } |
        ForEach-Object { ($_ -replace '^profile ', '').Trim('"') }
}

Register-ArgumentCompleter -Native -CommandName awsmfa, awscli-mfa, enable-disable-vmfa-device, mfa-status -ScriptBlock {
    param($current, $line, $cursor)
    $given = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { "$_" })
    $program = (Split-Path -Leaf $given[0]) -replace '^awsmfa$', 'awscli-mfa'
    $under = @($given | Select-Object -Skip 1 | Where-Object { $_ -cin 'exec', 'console', 'init', 'enable', 'disable', 'replace', 'resync', 'list' }) + '-' | Select-Object -First 1
    $lines = @(Get-Content -LiteralPath (Join-Path '@CONFIG@' 'completions') | ForEach-Object { , ($_ -split "`t") } |
        Where-Object { $_[0] -ceq $program -and $_[1] -ceq $under })
    $wanted = $lines | Where-Object { $_[2] -ceq $given[-1] -and $_[3] -cnotin 'flag', 'command' } | Select-Object -First 1 | ForEach-Object { $_[3] }
    $candidates = switch -Wildcard ($wanted) {
        'profile' { Get-AwscliMfaProfiles }
        '*,*' { $wanted -split ',' }
        'value' { }
        default {
            $lines | ForEach-Object { $_[2] } | Where-Object { $_ -cne 'PROFILE' }
            if ($lines | Where-Object { $_[2] -ceq 'PROFILE' }) { Get-AwscliMfaProfiles }
        }
    }
    $candidates | Where-Object { $_ -and $_.StartsWith($current) } | ForEach-Object {
        $quoted = if ($_ -cmatch '^[A-Za-z0-9._@+=,:/-]+$') { $_ } else { "'" + $_.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($quoted, $_, 'ParameterValue', $_)
    }
}
